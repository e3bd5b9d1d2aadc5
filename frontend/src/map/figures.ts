/** Figures of the map as surveyors write them. */

/** Return metres as kilometres with the decimals that a step of `step` metres needs. */
export function kilometres(value: number, step: number): string {
  const decimals = Math.max(0, 3 - Math.floor(Math.log10(step) + 1e-9))
  return (value / 1000).toFixed(decimals)
}

/** Return degrees as 104°23′15.1234″; without the parts that a step of `step` degrees leaves 0. */
export function degreesText(value: number, step = 0): string {
  const decimals = step > 0 ? Math.max(0, -Math.floor(Math.log10(step * 3600) + 1e-9)) : 4
  const unit = 10 ** decimals
  const seconds = Math.round(Math.abs(value) * 3600 * unit)
  const degrees = Math.floor(seconds / (3600 * unit))
  const minutes = Math.floor((seconds - degrees * 3600 * unit) / (60 * unit))
  const rest = ((seconds - degrees * 3600 * unit - minutes * 60 * unit) / unit).toFixed(decimals)
  const sign = value < 0 ? '−' : ''
  const two = (text: string): string => (/^\d(\.|$)/.test(text) ? `0${text}` : text)
  if (step >= 1) return `${sign}${degrees}°`
  if (step >= 1 / 60) return `${sign}${degrees}°${two(String(minutes))}′`
  return `${sign}${degrees}°${two(String(minutes))}′${two(rest)}″`
}

/** Return a point as its two figures, northing (or latitude) first. */
export function written(point: number[], degrees: boolean, decimals = 2): [string, string] {
  const [east = NaN, north = NaN] = point
  return degrees ? [degreesText(north), degreesText(east)] : [north.toFixed(decimals), east.toFixed(decimals)]
}

/** Return a length: 86.42 m, 1 234.5 m as 1.235 km. */
export function length(metres: number): string {
  return metres < 1000 ? `${metres.toFixed(2)} m` : `${(metres / 1000).toFixed(3)} km`
}

/** Return an area in the three units in use: m², 亩 (2000/3 m²), 公顷. */
export function area(m2: number): { m2: string; mu: string; ha: string } {
  return { m2: m2.toFixed(2), mu: ((m2 * 3) / 2000).toFixed(2), ha: (m2 / 10_000).toFixed(4) }
}

/** Return the n of 1:n with three digits that count: 1234 as 1230. */
export function scaleNumber(n: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 2)
  return Math.round(n / unit) * unit
}
