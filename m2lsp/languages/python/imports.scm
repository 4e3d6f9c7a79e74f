(module [(import_statement) (import_from_statement) (future_import_statement)] @import)

; if TYPE_CHECKING: and try: at the top of a file
(module (if_statement (block [(import_statement) (import_from_statement)] @import)))
(module (try_statement (block [(import_statement) (import_from_statement)] @import)))
