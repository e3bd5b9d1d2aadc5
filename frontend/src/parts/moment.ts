/** Days and times as the page shows them: local, by the clock, aligned digits. */

export const DAY_MS = 86_400_000

/** Whether a day, by its beginning, is over. */
export const past = (begins: Date): boolean => begins.getTime() < Date.now() - DAY_MS

const two = (part: number): string => String(part).padStart(2, '0')

/** Return "2026-11-22". */
export function day(iso: string): string {
  const at = new Date(iso)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** Return "2026-11-22 07:06", to the second where asked for, nothing for nothing. */
export function moment(iso: string | null | undefined, seconds = false): string {
  if (!iso) return ''
  const at = new Date(iso)
  return `${day(iso)} ${two(at.getHours())}:${two(at.getMinutes())}${seconds ? `:${two(at.getSeconds())}` : ''}`
}

/** Return how long it took, or has taken until now: "4 s", "2:05", "1:02:05". */
export function lasted(from: string | null | undefined, to: string | null | undefined, now: number): string {
  if (!from) return ''
  return spent((to ? Date.parse(to) : now) - Date.parse(from))
}

/** Return a time that something takes, given in ms: "4 s", "2:05", "1:02:05". */
export function spent(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  if (hours) return `${hours}:${two(minutes)}:${two(rest)}`
  return minutes ? `${minutes}:${two(rest)}` : `${rest} s`
}

/** Return the time of day, "07:06": the day where it is another one. */
export function clock(at: Date): string {
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`
  return at.toDateString() === new Date().toDateString() ? time : `${day(at.toISOString())} ${time}`
}
