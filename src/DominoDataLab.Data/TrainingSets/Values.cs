namespace DominoDataLab.Data.TrainingSets;

/// <summary>Compares maps by their content.</summary>
internal static class Values
{
    public static bool AreSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
