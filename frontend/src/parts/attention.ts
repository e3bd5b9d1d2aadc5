/** Whether somebody sits before the page, or has just done so. */

// Shorter than a session of the service lasts unused.
const GONE_MS = 10 * 60_000
let last = Date.now()
for (const name of ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const)
  window.addEventListener(name, () => (last = Date.now()), { capture: true, passive: true })

export const attended = (): boolean => Date.now() - last < GONE_MS
