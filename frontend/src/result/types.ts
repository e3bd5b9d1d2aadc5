/** The words of a result, as the service describes them. */
import type { Ref } from 'vue'
import type { components } from '@/generated/api'

type Shown = components['schemas']
export type Report = Shown['ShownReport']
export type Rule = Shown['ShownRule']
export type Measure = Shown['ShownMeasure']
export type Finding = Shown['ShownFinding']
export type Parcel = Shown['ShownParcel']
export type Findings = Shown['ShownFindings']
export type Parcels = Shown['ShownParcels']
export type Reconciliation = Shown['ShownReconciliation']
export type Line = Shown['ShownLine']
export type Status = Shown['Status']
export type Severity = Shown['Severity']
export type Run = Shown['RunView']

/** One file of a run as the page has it: null while it is on its way, or failed. */
export interface Part<T> {
  data: Readonly<Ref<T | null>>
  error: Readonly<Ref<unknown>>
  loading: Readonly<Ref<boolean>>
  again: () => Promise<void>
}
