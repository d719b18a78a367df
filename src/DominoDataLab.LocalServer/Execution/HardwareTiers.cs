namespace DominoDataLab.LocalServer.Execution;

/// <summary>Checks the hardware tiers that a server is started with.</summary>
internal static class HardwareTiers
{
    /// <exception cref="ArgumentException">A tier can't be offered; the message says which and why.</exception>
    public static void Check(IReadOnlyList<LocalHardwareTier> tiers)
    {
        if (tiers.Count == 0)
        {
            throw new ArgumentException("There must be at least one hardware tier; the first is the default one.");
        }

        foreach (var tier in tiers)
        {
            var wrong =
                string.IsNullOrWhiteSpace(tier.Id) ? "it has no id"
                : string.IsNullOrWhiteSpace(tier.Name) ? "it has no name"
                : tier.Cores < 1 ? $"{tier.Cores} cores; there must be at least 1"
                : !double.IsFinite(tier.MemoryGiB) || tier.MemoryGiB <= 0 || tier.MemoryGiB > 1 << 20
                    ? $"{tier.MemoryGiB} GiB of memory; it must be above 0 and at most {1 << 20}"
                : tiers.Count(other => other.Id == tier.Id) > 1 ? "another tier has the same id"
                : tiers.Count(other => other.Name == tier.Name) > 1 ? "another tier has the same name"
                : null;
            if (wrong is not null)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The hardware tier '{tier.Id}' ('{tier.Name}') can't be offered: {wrong}.")
                );
            }
        }
    }
}
