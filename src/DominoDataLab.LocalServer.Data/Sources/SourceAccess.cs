using DominoDataLab.LocalServer.Data.Objects.Datasets;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Data.Sources;

/// <summary>Decides who may use a data source: its owner, those it is shared with, and administrators.</summary>
internal sealed class SourceAccess(SourceStore sources, DatasetSources datasets)
{
    /// <summary>Domino's own words, which clients look for.</summary>
    public const string Refusal = "Your role does not authorize you to perform this action";

    public DataSourceRow ByName(string name, UserRow user) =>
        sources.FindByName(name) is { } source
            ? Usable(source, user)
            : datasets.Find(name, user) ?? throw DomainException.NotFound($"Datasource with name {name} does not exist");

    /// <summary>Gets a source, or a dataset, by its ID or name.</summary>
    public DataSourceRow ById(string idOrName, UserRow user) =>
        sources.Find(idOrName) is { } source
            ? Usable(source, user)
            : datasets.Find(idOrName, user) ?? throw DomainException.NotFound($"Datasource with id {idOrName} does not exist");

    /// <summary>Gets a source that the user may change.</summary>
    public DataSourceRow Own(string name, UserRow user)
    {
        var source = Usable(
            sources.FindByName(name) ?? throw DomainException.NotFound($"Datasource with name {name} does not exist"),
            user
        );
        return source.OwnerId == user.Id || user.IsAdministrator
            ? source
            : throw DomainException.Forbidden($"The data source '{name}' is not yours. Its owner or an administrator can change it.");
    }

    public static bool MayUse(DataSourceRow source, UserRow user) =>
        source.IsEveryone || source.OwnerId == user.Id || user.IsAdministrator || source.UserIds.Contains(user.Id);

    private static DataSourceRow Usable(DataSourceRow source, UserRow user) =>
        MayUse(source, user) ? source : throw DomainException.Forbidden(Refusal);
}
