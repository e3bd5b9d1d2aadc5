/** What is tried: edits by parcel, with steps back and forth. Nothing of it leaves the page but
 * with a question. */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { sameShape, type Edit, type Parcel } from './types'

export type Edits = ReadonlyMap<string, Edit>

export interface History {
  edits: ShallowRef<Edits>
  canUndo: ComputedRef<boolean>
  canRedo: ComputedRef<boolean>
  /** Try something with a parcel; a shape as filed is no edit. */
  set: (parcel: Parcel, edit: Edit) => void
  /** Have a parcel as it was filed. */
  restore: (key: string) => void
  reset: () => void
  undo: () => void
  redo: () => void
}

const STEPS = 200

export function useHistory(): History {
  const edits = shallowRef<Edits>(new Map())
  const past = shallowRef<Edits[]>([])
  const future = shallowRef<Edits[]>([])

  function step(next: Edits): void {
    past.value = [...past.value, edits.value].slice(-STEPS)
    future.value = []
    edits.value = next
  }

  function set(parcel: Parcel, edit: Edit): void {
    const known = edits.value.has(parcel.key) ? (edits.value.get(parcel.key) ?? null) : parcel.shape
    if (sameShape(edit, known)) return
    const next = new Map(edits.value)
    if (sameShape(edit, parcel.shape)) next.delete(parcel.key)
    else next.set(parcel.key, edit)
    step(next)
  }

  function restore(key: string): void {
    const next = new Map(edits.value)
    if (next.delete(key)) step(next)
  }

  function move(from: ShallowRef<Edits[]>, to: ShallowRef<Edits[]>): void {
    const next = from.value[from.value.length - 1]
    if (!next) return
    from.value = from.value.slice(0, -1)
    to.value = [...to.value, edits.value]
    edits.value = next
  }

  return {
    edits,
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    set,
    restore,
    reset: () => void (edits.value.size && step(new Map())),
    undo: () => move(past, future),
    redo: () => move(future, past),
  }
}
