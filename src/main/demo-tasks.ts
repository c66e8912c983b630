type DemoTask = {
  readonly title: string;
  readonly keys: Readonly<Record<string, unknown>>;
  readonly body: string;
};

const task = (title: string, keys: DemoTask["keys"], body: string): DemoTask => ({ title, keys, body });

/** What the demonstration's tasks are, by id: a small graph, two that collide, one that is sloppy, one that cannot succeed. */
export const demoTasks: Readonly<Record<string, DemoTask>> = {
  "lay-out": task(
    "Lay out the project",
    {
      priority: "P0",
      command: "mkdir -p src && echo 'name: demo' > src/about.txt",
      verify: ["test -f src/about.txt"],
    },
    "The others build on it.",
  ),
  parser: task(
    "Write the parser",
    {
      depends_on: ["lay-out"],
      touches: ["src/parser.sh"],
      command: "sleep 1; printf '#!/bin/sh\\ntr a-z A-Z\\n' > src/parser.sh; chmod +x src/parser.sh",
      verify: ['test "$(echo hi | sh src/parser.sh)" = HI'],
    },
    "It turns small letters into capital ones.",
  ),
  printer: task(
    "Write the printer",
    {
      depends_on: ["lay-out"],
      touches: ["src/printer.sh"],
      command: "sleep 1; printf '#!/bin/sh\\nsed \"s/^/> /\"\\n' > src/printer.sh; chmod +x src/printer.sh",
      verify: ['test "$(echo hi | sh src/printer.sh)" = "> hi"'],
    },
    "It puts an arrow before each line.",
  ),
  sloppy: task(
    "Count the lines",
    {
      depends_on: ["lay-out"],
      command: "case $TRAFFIC_ATTEMPT in *@1) echo 'wc -c' ;; *) echo 'wc -l' ;; esac > src/count.sh",
      verify: ['test "$(printf "a\\nb\\n" | sh src/count.sh | tr -d " ")" = 2'],
    },
    "Its first attempt counts bytes. The check rejects that, and the second attempt counts lines.",
  ),
  "credits-ada": task(
    "Credit Ada",
    {
      depends_on: ["lay-out"],
      command: "sleep 1; echo 'thanks: Ada' >> src/about.txt",
      verify: ["grep -q Ada src/about.txt"],
    },
    "It adds a line where the other credit adds one: whoever lands second meets a conflict and starts again from the new target.",
  ),
  "credits-bob": task(
    "Credit Bob",
    {
      depends_on: ["lay-out"],
      command: "sleep 1; echo 'thanks: Bob' >> src/about.txt",
      verify: ["grep -q Bob src/about.txt"],
    },
    "The other half of the collision.",
  ),
  release: task(
    "Release it",
    {
      depends_on: ["parser", "printer", "sloppy", "credits-ada", "credits-bob"],
      command: "echo '1.0' > VERSION",
      verify: [
        "test -f VERSION",
        "test -x src/parser.sh",
        "grep -q Ada src/about.txt",
        "grep -q Bob src/about.txt",
      ],
    },
    "It runs when all it depends on has landed.",
  ),
  impossible: task(
    "Square the circle",
    { max_attempts: 2, command: "echo 3.14 > pi.txt", verify: ["grep -q 22/7 pi.txt"] },
    "No attempt can pass its check: it is recorded as failed, with the evidence.",
  ),
};
