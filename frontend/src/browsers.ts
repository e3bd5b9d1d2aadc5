/** What libraries use and Chrome 87 lacks. */

// OpenLayers' expressions ask it of a style's variables.
if (!('hasOwn' in Object))
  Object.defineProperty(Object, 'hasOwn', {
    value: (held: object, name: PropertyKey): boolean => Object.prototype.hasOwnProperty.call(held, name),
  })

export {}
