# Words that differ in the harbour, and those that only it needs.
whats-new = On the quay today
terms-lead = What { $house } promises, and what it asks for.
