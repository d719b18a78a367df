using DominoDataLab.LocalServer.Data.Flight;
using DominoDataLab.LocalServer.Execution.Preparation;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Data;

/// <summary>The variables that let Domino's data clients work unchanged in jobs.</summary>
internal sealed class DataVariables(ServerAddress server, FlightListener flight, ServerFolders folders) : IFeatureVariables
{
    public IEnumerable<KeyValuePair<string, string>> Of(ProjectRow project)
    {
        var address = server.PublicAuthority;
        yield return new("DOMINO_DATASOURCE_PROXY_HOST", address);
        yield return new("DOMINO_DATASOURCE_PROXY_FLIGHT_HOST", flight.Address.GetLeftPart(UriPartial.Authority));
        yield return new("DOMINO_REMOTE_FILE_SYSTEM_HOSTPORT", address);
        yield return new("DOMINO_TRAINING_SET_PATH", TrainingSets(project));
    }

    public IEnumerable<string> FoldersOf(ProjectRow project) => [Directory.CreateDirectory(TrainingSets(project)).FullName];

    private string TrainingSets(ProjectRow project) => Path.Combine(folders.Root, "training-sets", project.Id);
}
