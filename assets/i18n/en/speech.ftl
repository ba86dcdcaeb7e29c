mark-words = from “{ $first }” to “{ $last }”
mark-word = the word “{ $first }”

pane-toolbar = Toolbar
pane-list = Lists
pane-article = Article
pane-margin = Margin
pane-details = Details
pane-review = Review
pane-chooser = Choices
pane-status = Status
pane-edge = Edge of the pane
