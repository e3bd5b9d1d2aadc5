/** What a virtual table is told of its columns. */
export interface GridColumn {
  key: string
  label: string
  /** Pixels at the least; the share of what is left over in `grow`. */
  width: number
  grow?: number
  unit?: string
  /** What the label stands for, where it is short. */
  title?: string
  numeric?: boolean
  sortable?: boolean
}

export interface GridSort {
  key: string
  down: boolean
}
