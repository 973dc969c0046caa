"""What may be made public: tables of complete quarters, and the check that no hidden cell can be worked out of them."""
