namespace DominoDataLab.Airflow.Sdk.Packaging;

/// <summary>The options of the command that packs a bundle.</summary>
internal sealed record PackOptions(string Schema, IReadOnlyCollection<string> Dags, IReadOnlyList<EmbeddedSource> Sources)
{
    /// <exception cref="ArgumentException">An option is unknown, or its value is invalid.</exception>
    public static async Task<PackOptions> ReadAsync(IReadOnlyList<string> arguments)
    {
        var schema = BundleManifest.Schema33;
        var dags = new List<string>();
        var sources = new List<EmbeddedSource>();
        foreach (var argument in arguments)
        {
            switch (argument.Split('=', 2))
            {
                case ["--schema", BundleManifest.Schema33 or BundleManifest.Schema34]:
                    schema = argument.Split('=', 2)[1];
                    break;
                case ["--schema", var unknown]:
                    throw new ArgumentException(
                        $"Invalid schema '{unknown}'. "
                            + $"Use {BundleManifest.Schema33} (Airflow 3.3 and later) or {BundleManifest.Schema34} (Airflow 3.4)."
                    );
                case ["--dag", { Length: > 0 } dagId]:
                    dags.Add(dagId);
                    break;
                case ["--source", { Length: > 0 } path]:
                    sources.Add(new EmbeddedSource(Path.GetFileName(path), await File.ReadAllBytesAsync(path).ConfigureAwait(false)));
                    break;
                default:
                    throw new ArgumentException($"Invalid option '{argument}'. Use --schema=<version>, --dag=<id> and --source=<file>.");
            }
        }

        return new PackOptions(schema, dags, sources);
    }
}
