namespace DominoDataLab.LocalServer.Hosting;

/// <summary>The routes that Domino's descriptions name, served here or not.</summary>
internal static class DominoRoutes
{
    // Read when first asked: a client of what is served never asks.
    private static readonly Lazy<ILookup<string, string[]>> Routes = new(Read);

    public static bool Has(string method, string path)
    {
        var segments = path.Split('/');
        return Routes
            .Value[method]
            .Any(route =>
                route.Length == segments.Length
                && route.Zip(segments).All(pair => pair.First == pair.Second || (pair.First == "{}" && pair.Second.Length > 0))
            );
    }

    private static ILookup<string, string[]> Read()
    {
        using var reader = new StreamReader(typeof(DominoRoutes).Assembly.GetManifestResourceStream("DominoRoutes.txt")!);
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToLookup(line => line[0], line => line[1].Split('/'));
    }
}
