/** Whether the user asked to stop (Ctrl-C, or a polite kill), until `release` gives the signals back. */
export function watchInterrupt(): { readonly stopped: () => boolean; release(): void } {
  let stop = false;
  const interrupt = () => {
    stop = true;
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  return {
    stopped: () => stop,
    release() {
      process.removeListener('SIGINT', interrupt);
      process.removeListener('SIGTERM', interrupt);
    },
  };
}
