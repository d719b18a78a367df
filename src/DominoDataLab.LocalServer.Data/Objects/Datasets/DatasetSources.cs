using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Data.Sources;
using DominoDataLab.LocalServer.Datasets;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Data.Objects.Datasets;

/// <summary>Datasets as data sources. Each dataset is one, without being declared.</summary>
internal sealed class DatasetSources(DatasetStore datasets)
{
    private const string NamePrefix = "dataset-";
    private const int IdLength = 24;

    /// <summary>
    /// Finds a dataset by its ID, by its unique name, which is <c>dataset-</c>, its name, a hyphen and its ID, or by its name if the
    /// user may read only one dataset of that name.
    /// </summary>
    public DataSourceRow? Find(string name, UserRow user) =>
        (ById(name) ?? ByUniqueName(name) ?? ByName(name, user)) is { Status: "Active" } dataset
        && datasets.RoleOf(user, dataset) >= DatasetRole.Reader
            ? ToSource(dataset)
            : null;

    private DatasetRow? ById(string id) => id.Length == IdLength ? datasets.Find(id) : null;

    private DatasetRow? ByUniqueName(string name) =>
        name.StartsWith(NamePrefix, StringComparison.Ordinal)
        && name.Length > NamePrefix.Length + IdLength
        && ById(name[^IdLength..]) is { } dataset
        && name == UniqueName(dataset)
            ? dataset
            : null;

    private DatasetRow? ByName(string name, UserRow user)
    {
        var found = datasets.VisibleTo(user, DatasetFilter.None).Rows.Where(dataset => dataset.Name == name).Take(2).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    private static string UniqueName(DatasetRow dataset) => $"{NamePrefix}{dataset.Name}-{dataset.Id}";

    private static DataSourceRow ToSource(DatasetRow dataset) =>
        new()
        {
            Id = dataset.Id,
            Name = UniqueName(dataset),
            Description = dataset.Description,
            Type = DatasetEngine.Type,
            AuthType = "NoAuth",
            Engine = DatasetEngine.EngineName,
            Settings = new JsonObject(),
            Config = new Dictionary<string, string> { ["datasetID"] = dataset.Id, ["snapshotID"] = dataset.HeadId },
            OwnerId = dataset.AuthorId,
            IsEveryone = false,
            UserIds = [],
            IsDeclared = false,
            HasSecrets = false,
            UpdatedMs = dataset.StatusAt.ToUnixTimeMilliseconds(),
            UpdatedBy = dataset.AuthorId,
        };
}
