import * as z from "zod";

// The page policy forbids code from strings, which zod would try (and have reported) unless told. Must run before any schema is made.
z.config({ jitless: true });
