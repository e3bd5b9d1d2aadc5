/** A run's map as the service tells it (`gouhook-chart/1`), and what is chosen on it. */
import type { components } from '@/generated/api'

export type Status = components['schemas']['Status']
export type Chart = components['schemas']['Chart']
export type ChartLayer = components['schemas']['ChartLayer']
export type LegendEntry = components['schemas']['LegendEntry']

/** What is chosen on page and map: a finding by its number, or a parcel by its key. */
export type Selection = { finding: number } | { parcel: string }

export function sameSelection(one: Selection | null, other: Selection | null): boolean {
  if (one === null || other === null) return one === other
  if ('finding' in one) return 'finding' in other && one.finding === other.finding
  return 'parcel' in other && one.parcel === other.parcel
}
