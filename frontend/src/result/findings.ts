/** Filtering and sorting findings: 50,000 of them between two keystrokes. */
import type { Finding, Severity, Status } from './types'

export interface Filter {
  text: string
  rule: string
  severity: Severity | ''
  status: Status | ''
  /** The key of a parcel, "" for all. */
  parcel: string
  waived: '' | 'only' | 'none'
}

export type SortKey = 'number' | 'status' | 'rule' | 'about' | 'amount'
export interface Sort {
  key: SortKey
  down: boolean
}

export const ALL: Readonly<Filter> = { text: '', rule: '', severity: '', status: '', parcel: '', waived: '' }

const WORST: readonly Status[] = ['fail', 'error', 'not_run', 'needs_review', 'pass', 'not_applicable']

/** Return by number, from 1, what a text is looked for in. */
export function haystacks(items: readonly Finding[], titles: ReadonlyMap<string, string>): string[] {
  const found: string[] = []
  for (const item of items)
    found[item.number] =
      `${item.number} ${item.rule} ${titles.get(item.rule) ?? ''} ${item.about} ${item.parcel_keys.join(' ')} ${item.message} ${item.files} ${item.against}`.toLowerCase()
  return found
}

/** Return what fits all that is asked, in the order given; every word of the text has to occur. */
export function filtered(items: readonly Finding[], hay: readonly string[], filter: Filter): readonly Finding[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const { rule, severity, status, parcel, waived } = filter
  if (!words.length && !rule && !severity && !status && !parcel && !waived) return items
  return items.filter(
    (item) =>
      (!rule || item.rule === rule) &&
      (!severity || item.severity === severity) &&
      (!status || item.status === status) &&
      (!waived || (item.waived_by !== '') === (waived === 'only')) &&
      (!parcel || item.parcel_keys.includes(parcel)) &&
      words.every((word) => hay[item.number]?.includes(word)),
  )
}

/** Return the findings in another order; those without an amount stand last either way. */
export function sorted(items: readonly Finding[], sort: Sort): readonly Finding[] {
  if (sort.key === 'number') return sort.down ? items.slice().reverse() : items
  const values = items.map((item) => (sort.key === 'amount' ? (item.amount_value ?? null) : item[sort.key as 'rule']))
  const names = distinct(values, sort.key)
  if (sort.down) names.reverse()
  const places = new Map(names.map((name, index) => [name, index]))
  // Each stands in the box of its value, in the order of the numbers: no pair is compared.
  const boxes: Finding[][] = Array.from({ length: names.length + 1 }, () => [])
  items.forEach((item, index) => boxes[places.get(values[index] ?? null) ?? names.length]?.push(item))
  return boxes.flat()
}

/** Return the values that occur, once each, in their order; null is none. */
function distinct(values: readonly (string | number | null)[], key: SortKey): (string | number | null)[] {
  if (key === 'status') return [...WORST]
  if (key !== 'amount') return [...new Set(values)].sort()
  const amounts = [...new Set(values)].filter((value): value is number => value !== null)
  return Array.from(Float64Array.from(amounts).sort())
}

/** Split "0.4798 公顷（7.20 亩，…）": the figure, and what is told beside it. */
export function parted(amount: string): [string, string] {
  const at = amount.search(/（| \(/)
  return at < 0 ? [amount, ''] : [amount.slice(0, at), amount.slice(at).replace(/^[（ (]+|[）)]$/g, '')]
}
