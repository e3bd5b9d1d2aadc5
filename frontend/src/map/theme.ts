/** Colours of the map: the tokens of the page's theme, as the canvas takes them. */
import type { Status } from './chart'

const kept = new Map<string, string>()

/** Return a token of theme.css ("fail" for --fail). */
export function token(name: string): string {
  let found = kept.get(name)
  if (found === undefined) {
    found = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
    kept.set(name, found)
  }
  return found
}

/** Return a colour "#rrggbb" or "#rgb" with an opacity from 0 to 1. */
export function alpha(colour: string, opacity: number): string {
  const short = colour.length === 4
  const part = (at: number): number =>
    parseInt(short ? colour.charAt(at + 1).repeat(2) : colour.slice(1 + 2 * at, 3 + 2 * at), 16)
  return `rgba(${part(0)},${part(1)},${part(2)},${opacity})`
}

const TONES: Record<Status, string> = {
  fail: 'fail',
  error: 'fail',
  needs_review: 'review',
  not_run: 'open',
  pass: 'pass',
  not_applicable: 'none',
}

/** Return the colour of a status. */
export function tone(status: Status): string {
  return token(TONES[status])
}

/** Return the colour of a role of parcels. */
export function roleColour(role: string): string {
  return token(role === 'demolition' ? 'demolition' : role === 'new_construction' ? 'construction' : 'none')
}

export const PAPER = '#fdfdfb'
export const FONT = "'Source Han Sans SC','Noto Sans CJK SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei','Segoe UI',sans-serif"
