/** Findings as the map needs them: what they are about, and where they lie. */
import type { Status } from '../chart'
import type { Box } from '../crs'
import type { Mark } from './marks'
import type { components } from '@/generated/api'

/** The part of a finding that the map reads. */
export type MapFinding = Pick<components['schemas']['ShownFinding'], 'number' | 'rule' | 'status' | 'about' | 'amount' | 'message' | 'parcel_keys' | 'point' | 'box'>

const WORST: readonly Status[] = ['fail', 'error', 'not_run', 'needs_review', 'pass', 'not_applicable']

/** Return the marks of the findings that have a place, worst first. */
export function marksOf(findings: readonly MapFinding[]): Mark[] {
  const marks: Mark[] = []
  for (const { number, status, point, box } of findings)
    if (point && box) marks.push({ number, status, point: point as [number, number], box: box as Box, size: longer(box as Box) })
  return marks.sort((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status) || a.number - b.number)
}

function longer(box: Box): number {
  return Math.max(box[2] - box[0], box[3] - box[1])
}

/** Return the box around the findings about a parcel alone; null where none has a place. */
export function boxOfParcel(findings: readonly MapFinding[], key: string): Box | null {
  const boxes = findings.filter((one) => one.parcel_keys.length === 1 && one.parcel_keys[0] === key && one.box).map((one) => one.box as Box)
  if (!boxes.length) return null
  const side = (at: 0 | 1 | 2 | 3, of: (...values: number[]) => number): number => of(...boxes.map((box) => box[at]))
  return [side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)]
}
