/**
 * What stands between us and an agent: it claims the run, runs the agent and leaves its exit code, whoever of us still
 * lives. Arguments: the attempt's folder, the run's number, the agent's own argv. In `sh`, because a `node` here costs
 * 45 ms; passed as text (`sh -c`), because a shell reads a script file while it runs it.
 *
 * - `set -C` makes `>` exclusive: of two wrappers of one run, one goes on and the other leaves without a word.
 * - The claim names pid and start time as `ProcessTable` tells them: on Linux read without another process.
 * - The agent runs in the foreground: a background job of `sh` ignores SIGINT. The traps hold a command, not nothing:
 *   an empty one would be inherited as "ignored". So signals to the group reach the agent, and the wrapper outlives it.
 * - The exit code, and beside it whether we were signalled ourselves, is one line, and counts once its end is there: a
 *   rename would be another process.
 */
export const wrapper = `
folder=$1 run=$2
shift 2
start_of() { shift 19; started=$boot:$1; }
if [ -r /proc/$$/stat ]; then
  read -r boot </proc/sys/kernel/random/boot_id
  read -r stat </proc/$$/stat
  start_of \${stat##*) }
else
  started=$(LC_ALL=C ps -o lstart= -p $$)
fi
set -C
{ echo "$$ $started" >"$folder/claim.$run"; } 2>/dev/null || exit 0
set +C
signalled=
trap 'signalled=HUP' HUP
trap 'signalled=INT' INT
trap 'signalled=TERM' TERM
"$@"
echo "$? $signalled" >"$folder/exit.$run"
`;
