/**
 * Ends this process when the one that started it is gone, however it went: the parent holds the other end of stdin, and the
 * kernel closes that at any death. Call it in a child's main. `onGone` may shut down cleanly; the process ends after `boundMs` anyway.
 */
export function exitWithParent(onGone: () => void | Promise<void> = () => {}, boundMs = 8_000): void {
  let gone = false;
  const leave = () => {
    if (gone) return;
    gone = true;
    setTimeout(() => process.exit(1), boundMs).unref();
    Promise.resolve()
      .then(onGone)
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.stdin.on('end', leave).on('close', leave).on('error', leave);
  process.stdin.resume();
  // Waiting for the parent must not be what keeps a finished child running.
  if ('unref' in process.stdin && typeof process.stdin.unref === 'function') process.stdin.unref();
}
