namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>Settings of a source and those that a request overrides.</summary>
internal static class Overlay
{
    public static Dictionary<string, string> Of(IReadOnlyDictionary<string, string> own, IReadOnlyDictionary<string, string> given)
    {
        var all = new Dictionary<string, string>(own);
        foreach (var (name, value) in given)
        {
            all[name] = value;
        }

        return all;
    }
}
