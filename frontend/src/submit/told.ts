/** What the user says of layers, fields, units and systems: the options of a check. */
import type { components } from '@/generated/api'
import { keep, kept } from '@/kept'

export type Contents = components['schemas']['ContentsView']
export type Question = components['schemas']['Question']
export type Layer = components['schemas']['ContentLayer']

export interface Told {
  map: Record<string, string>
  project: string | null
  epsg: number | null
  wgs84_as_cgcs2000: boolean
}

export const nothing = (): Told => ({ map: {}, project: null, epsg: null, wgs84_as_cgcs2000: false })

/** Return what is told by entries of `map`: the last "=" parts what from its meaning. */
export function ofEntries(entries: readonly string[]): Told {
  const told = nothing()
  for (const entry of entries) {
    const at = entry.lastIndexOf('=')
    told.map[entry.slice(0, at)] = entry.slice(at + 1)
  }
  return told
}

/** Return the options as the service takes them. */
export function options(told: Told): { map: string[]; project?: string; epsg?: number; wgs84_as_cgcs2000?: boolean } {
  return {
    map: Object.entries(told.map).map(([what, meaning]) => `${what}=${meaning}`),
    ...(told.project === null ? {} : { project: told.project }),
    ...(told.epsg === null ? {} : { epsg: told.epsg }),
    ...(told.wgs84_as_cgcs2000 ? { wgs84_as_cgcs2000: true } : {}),
  }
}

export function isNothing(told: Told): boolean {
  return !Object.keys(told.map).length && told.project === null && told.epsg === null && !told.wgs84_as_cgcs2000
}

/** Return `told` with one question answered by the value of a choice, or by the name of a field. */
export function answered(told: Told, question: Question, value: string, layers: readonly Layer[]): Told {
  const next: Told = { ...told, map: { ...told.map } }
  if (question.asks === 'field') return field(next, question, value, layers)
  const choice = question.choices.find((one) => one.value === value)
  if (question.asks === 'crs') Object.assign(next, { epsg: null, wgs84_as_cgcs2000: false })
  if (choice?.option === 'map') Object.assign(next.map, ofEntries([choice.tells]).map)
  if (choice?.option === 'project') next.project = choice.tells
  if (choice?.option === 'epsg') next.epsg = Number(choice.tells)
  if (choice?.option === 'wgs84_as_cgcs2000') next.wgs84_as_cgcs2000 = true
  return next
}

function field(next: Told, question: Question, name: string, layers: readonly Layer[]): Told {
  const layer = layers.find((one) => one.path === question.layer)
  if (!layer) return next
  for (const one of layer.fields) {
    const entry = `${layer.key}.${one.name}`
    // A meaning belongs to one field of a layer, and a field says one thing.
    if (next.map[entry] === question.meaning) delete next.map[entry]
  }
  if (name) next.map[`${layer.key}.${name}`] = question.meaning
  return next
}

const KEPT = 'gouhook.told.'

/** What was said of a submission before the page was loaded again. */
export function recalled(submission: string): Told | null {
  try {
    return JSON.parse(kept(KEPT + submission, 'sessionStorage') ?? 'null') as Told | null
  } catch {
    return null // it holds something else
  }
}

export function recall(submission: string, told: Told): void {
  keep(KEPT + submission, JSON.stringify(told), 'sessionStorage')
}
