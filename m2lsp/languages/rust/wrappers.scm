; Attributes stand beside their item, not round it: there is nothing to wrap.
