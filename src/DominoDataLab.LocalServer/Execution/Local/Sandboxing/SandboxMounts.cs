namespace DominoDataLab.LocalServer.Execution.Local.Sandboxing;

/// <summary>
/// The paths that a sandbox shows, as options of bubblewrap. If a path is added twice, the last addition counts.
/// </summary>
internal sealed class SandboxMounts
{
    // In this order a folder comes before everything in it, so that nothing is mounted over.
    private readonly SortedDictionary<string, string[]> _options = new(StringComparer.Ordinal);

    public SandboxMounts() { }

    public SandboxMounts(SandboxMounts other) => _options = new(other._options, StringComparer.Ordinal);

    public IEnumerable<string> Options =>
        Parents
            .Select(path => KeyValuePair.Create(path, (string[])["--perms", "0755", "--dir", path]))
            .Concat(_options)
            .OrderBy(option => option.Key, StringComparer.Ordinal)
            .SelectMany(option => option.Value);

    /// <summary>Gets the folders above the paths. Bubblewrap would create those that are missing, and let only root enter them.</summary>
    public IEnumerable<string> Parents =>
        _options.Keys.SelectMany(Above).Distinct(StringComparer.Ordinal).Where(path => !_options.ContainsKey(path));

    private static IEnumerable<string> Above(string path)
    {
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }

    public void Show(string path) => _options[path] = ["--ro-bind-try", path, path];

    public void ShowDevice(string path) => _options[path] = ["--dev-bind-try", path, path];

    public void Link(string path, string target) => _options[path] = ["--symlink", target, path];

    /// <summary>Shows a folder, at a path of its own or at another one, that commands may write to.</summary>
    public void Share(string path, string at) => _options[at] = ["--bind-try", path, at];

    public void Hide(string path) =>
        _options[path] = Directory.Exists(path) ? ["--perms", "0755", "--tmpfs", path] : ["--ro-bind", "/dev/null", path];
}
