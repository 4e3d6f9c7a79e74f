(comment) @comment
(decorator) @attribute
