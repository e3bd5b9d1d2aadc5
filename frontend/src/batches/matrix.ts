/** The matrix of a batch: what stands in a cell, which members fit a filter, in what order. */
import type { components } from '@/generated/api'
import type { Row, Shown } from './batchWords'
import { t } from '@/words'

type Status = components['schemas']['Status']
const UNSETTLED: readonly string[] = ['fail', 'error', 'needs_review', 'not_run']
/** Told by its mark as well as by its tone. */
export const MARKS: Readonly<Record<string, string>> = { fail: '✗', error: '!', not_run: '○', needs_review: '?', pass: '✓', not_applicable: '–' } satisfies Record<Status, string>

/** The status of a member under the rule in column `at`, "" where it was not checked against it. */
export const statusAt = (shown: Shown, row: Row, at: number): string => shown.statuses[Number.parseInt(row.statuses[at] ?? '', 10)]?.value ?? ''
export const unsettled = (status: string): boolean => UNSETTLED.includes(status)

export interface Cell {
  status: string
  /** With the number of findings where there are some. */
  mark: string
  told: string
  path: string
}
const made = new WeakMap<Row, Cell[]>()

/** The cells of a member by rule, made when it first comes into view. */
export function cellsOf(shown: Shown, row: Row): readonly Cell[] {
  const kept = made.get(row)
  if (kept) return kept
  const found = new Map(row.cells.map((one) => [one.at, one.findings]))
  const cells = shown.rules.map((rule, at): Cell => {
    const status = statusAt(shown, row, at)
    const mark = `${MARKS[status] ?? ''}${found.has(at) ? ` ${found.get(at)}` : ''}`
    return { status, mark, told: described(shown, row, at), path: pathOf(row, rule.code) }
  })
  made.set(row, cells)
  return cells
}

/** Where the check of a member is open at a rule. */
export const pathOf = (row: Row, code: string): string => `/runs/${row.run ?? ''}?tab=rules&rule=${encodeURIComponent(code)}`

/** A cell in words: member, rule, what it came to. */
export function described(shown: Shown, row: Row, at: number): string {
  const rule = shown.rules[at]
  const found = row.cells.find((one) => one.at === at)
  const status = shown.statuses.find((one) => one.value === statusAt(shown, row, at))?.name ?? t('page.batches.not_asked')
  const base = { member: row.project_name || row.name, rule: rule?.code ?? '', title: rule?.title ?? '', status }
  if (!found) return t('page.batches.cell', base)
  return t(found.area ? 'page.batches.cell_area' : 'page.batches.cell_found', { ...base, count: found.findings, area: found.area })
}

/** The members that fit all that is asked: of a rule, those that it has not passed. */
export function fitting(shown: Shown, asked: { verdict: string; county: string; rule: string }): readonly Row[] {
  const at = shown.rules.findIndex((one) => one.code === asked.rule)
  return shown.rows.filter(
    (row) =>
      (!asked.verdict || (row.verdict ?? 'none') === asked.verdict) &&
      (!asked.county || row.county === asked.county) &&
      (at < 0 || unsettled(statusAt(shown, row, at))),
  )
}

/** In the order of a column, "-" before it for down; as they are for none. */
export function ordered(rows: readonly Row[], sort: string): readonly Row[] {
  const down = sort.startsWith('-') ? -1 : 1
  const by: Record<string, (one: Row, two: Row) => number> = {
    member: (one, two) => (one.project_name || one.name).localeCompare(two.project_name || two.name, 'zh'),
    failed: (one, two) => one.failed - two.failed,
    violation: (one, two) => one.violation_m2 - two.violation_m2,
  }
  const order = by[sort.replace('-', '')]
  return order ? [...rows].sort((one, two) => down * order(one, two)) : rows
}
