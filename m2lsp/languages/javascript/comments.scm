[(comment) (html_comment)] @comment
(decorator) @attribute
