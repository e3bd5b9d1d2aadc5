/** What was dropped or chosen, as one file: itself, or several packed as they are into a zip. */

export interface Named {
  path: string
  file: File
}
const BLOCK = 4 * 1024 * 1024
const ARCHIVE = /\.(zip|rar|7z)$/i
/** A submission by itself; and what makes one of the folder that it lies in. */
const WHOLE = /\.(zip|rar|7z|gpkg)$/i
const LAYER = /(\.shp|\.geojson|\.json|\.txt|\.gdb\/[^/]*)$/i

/** Return the files behind a drop, those in folders with their paths. */
export async function dropped(data: DataTransfer): Promise<Named[]> {
  // The list is emptied once the event is over: entries first, then what takes time.
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry?.() ?? null)
  if (entries.every((entry) => entry === null)) return chosen(data.files)
  const found = await Promise.all(entries.map((entry) => (entry ? within(entry) : [])))
  return found.flat()
}

export function chosen(files: FileList | readonly File[]): Named[] {
  return Array.from(files, (file) => ({ path: file.name, file }))
}

async function within(entry: FileSystemEntry): Promise<Named[]> {
  const path = entry.fullPath.replace(/^\//, '')
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    return [{ path, file }]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const found: Named[] = []
  // A reader gives a hundred entries at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (!some.length) return found
    for (const one of some) found.push(...(await within(one)))
  }
}

/** Return the one file to send; null where there is none, or more than one archive. */
export async function gathered(files: readonly Named[]): Promise<File | null> {
  const [first] = files
  if (!first) return null
  if (files.length === 1 && !first.path.includes('/')) return first.file
  return files.some((one) => !one.path.includes('/') && ARCHIVE.test(one.path)) ? null : packed(files)
}

/** Whether there is more than one archive, each a submission of its own. */
export const several = (files: readonly Named[]): boolean => files.filter((one) => ARCHIVE.test(one.path)).length > 1

/** Return what was dropped as one group a submission: each archive is one wherever it lies, and so is
 * each folder with layers in it. */
export function apart(files: readonly Named[]): Named[][] {
  const alone = files.filter((one) => WHOLE.test(one.path)).map((one) => [{ path: one.file.name, file: one.file }])
  const rest = files.filter((one) => !WHOLE.test(one.path))
  const folders = [...new Set(rest.filter((one) => LAYER.test(one.path)).map((one) => folderOf(one.path)))].sort((one, two) => two.length - one.length)
  const groups = new Map<string, Named[]>()
  for (const one of rest) {
    // The deepest folder with layers in it that this lies in; what lies in none is no submission's.
    const folder = folders.find((name) => !name || one.path.startsWith(`${name}/`))
    if (folder === undefined) continue
    const path = folder ? one.path.slice(folder.lastIndexOf('/') + 1) : one.path
    groups.set(folder, [...(groups.get(folder) ?? []), { path, file: one.file }])
  }
  return [...alone, ...groups.values()]
}

/** Return the folder of a path, that of the geodatabase for what lies in one. */
function folderOf(path: string): string {
  const inside = path.search(/[^/]*\.gdb\//i)
  const end = inside >= 0 ? inside - 1 : path.lastIndexOf('/')
  return end > 0 ? path.slice(0, end) : ''
}

/** Pack files without compressing them: what takes time is the wire, and here it is short. */
async function packed(files: readonly Named[]): Promise<File> {
  const { Zip, ZipPassThrough } = await import('fflate')
  const parts: BlobPart[] = []
  const zip = new Zip((error, data) => {
    if (error) throw error
    parts.push(data as Uint8Array<ArrayBuffer>)
  })
  for (const { path, file } of files) {
    const entry = new ZipPassThrough(path)
    entry.mtime = file.lastModified
    zip.add(entry)
    for (let at = 0; at < file.size; at += BLOCK)
      entry.push(new Uint8Array(await file.slice(at, at + BLOCK).arrayBuffer()))
    entry.push(new Uint8Array(0), true)
  }
  zip.end()
  return new File(parts, `${nameOf(files)}.zip`, { type: 'application/zip' })
}

/** Return what to call an archive: the folder that was dropped, else the first layer in it. */
function nameOf(files: readonly Named[]): string {
  const first = files.find((one) => /\.shp$/i.test(one.path)) ?? files[0]
  const top = files[0]?.path.split('/')[0] ?? ''
  if (files.every((one) => one.path.startsWith(`${top}/`))) return top
  return first?.path.split('/')[0]?.replace(/\.[^.]*$/, '') ?? top
}
