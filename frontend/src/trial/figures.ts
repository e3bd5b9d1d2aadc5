/** Figures of a trial as they are printed. */
import { area } from '@/map/figures'

/** Return m² with a sign: +12.30, −4.00, 0.00. */
export function signed(m2: number): string {
  const text = Math.abs(m2).toFixed(2)
  return Number(text) === 0 ? text : `${m2 < 0 ? '−' : '+'}${text}`
}

/** Return 公顷 with four decimals, with its sign where it is negative. */
export function hectares(m2: number): string {
  const { ha } = area(Math.abs(m2))
  return m2 < 0 && Number(ha) !== 0 ? `−${ha}` : ha
}

/** Return m² with two decimals. */
export function metres(m2: number): string {
  return area(m2).m2
}
