/** Reference layers: kinds with their editions, and what a profile lacks. */
import type { components } from '@/generated/api'
import { either, word } from '@/words'
import type { RuleRow } from './ruleWords'

export type LayerRow = components['schemas']['LayerRow']
export type LayerKind = components['schemas']['LayerKind']
export type LentLayer = components['schemas']['LentLayer']

/** A line of the list: an edition, or a kind without one. `first`: the first line of its kind. */
export interface Line {
  key: string
  kind: LayerKind
  first: boolean
  layer: LayerRow | null
  lent: readonly LentLayer[]
  /** Codes of the rules of the chosen profile that use this kind, and of those that need it. */
  wanted: readonly string[]
  needed: readonly string[]
}

/** The name of a kind: of the catalogue, else of its own file. */
export const kindName = (kind: LayerKind): string => (word(kind.kind) === kind.kind ? either(kind.title) : word(kind.kind))

/** By kind: those with editions and those that are missing first, within a kind the newest first. */
export function lines(kinds: readonly LayerKind[], layers: readonly LayerRow[], lent: readonly LentLayer[], rules: readonly RuleRow[]): Line[] {
  const groups = kinds.map((kind) => {
    const own = layers.filter((one) => one.kind === kind.kind).sort((one, two) => Number(one.retired) - Number(two.retired) || two.edition.localeCompare(one.edition))
    return {
      kind,
      own,
      lent: lent.filter((one) => one.kind === kind.kind),
      wanted: rules.filter((rule) => rule.applies && rule.slots.some(of(kind))).map((rule) => rule.code),
      needed: rules.filter((rule) => rule.applies && rule.slots.some((slot) => of(kind)(slot) && !rule.optional.includes(slot))).map((rule) => rule.code),
    }
  })
  type Group = (typeof groups)[number]
  const rank = (one: Group): number => (missing(one.own, one.lent, one.needed) ? 0 : one.own.length ? 1 : one.lent.length ? 2 : 3)
  return groups
    .sort((one, two) => rank(one) - rank(two) || kindName(one.kind).localeCompare(kindName(two.kind), 'zh'))
    .flatMap(({ own, ...told }): Line[] =>
      own.length
        ? own.map((layer, index) => ({ ...told, key: `${layer.kind}@${layer.edition}`, first: index === 0, layer }))
        : [{ ...told, key: told.kind.kind, first: true, layer: null }],
    )
}

const of =
  (kind: LayerKind) =>
  (slot: string): boolean =>
    slot.split('@')[0] === kind.kind

/** Whether rules need a kind of which there is no edition in use. */
export const missing = (own: readonly LayerRow[], lent: readonly LentLayer[], needed: readonly string[]): boolean =>
  needed.length > 0 && lent.length === 0 && !own.some((one) => !one.retired)
