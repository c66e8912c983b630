/** Held for a process's life; freed by the kernel when it dies. */
export type Lock = { readonly release: () => void };
