/** A view of the desk stays up to date by itself. */
import { onBeforeUnmount, onMounted, watch } from 'vue'
import { attended } from '@/parts/attention'

/** Have `act` done again and again while the view is there, seen and attended, `pause` ms after the
 * last: a page that somebody has left open does not keep them signed in. */
export function refreshing(act: () => unknown, pause: () => number): void {
  let timer = 0
  let gone = false
  function wait(): void {
    window.clearTimeout(timer)
    if (!gone) timer = window.setTimeout(() => void again(), pause())
  }
  async function again(): Promise<void> {
    if (!document.hidden && attended()) await act()
    wait()
  }
  onMounted(wait)
  // What runs now is seen to go on, however seldom one looked until now.
  watch(pause, wait)
  onBeforeUnmount(() => {
    gone = true
    window.clearTimeout(timer)
  })
}
