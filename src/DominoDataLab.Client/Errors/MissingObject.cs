using DominoDataLab.Client.Http;

namespace DominoDataLab.Client;

/// <summary>Finds the object that a request names, so that a 404 of the server says what is missing.</summary>
internal static class MissingObject
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["appId"] = "app",
        ["collaboratorId"] = "collaborator",
        ["commitId"] = "commit",
        ["datasetId"] = "dataset",
        ["environmentId"] = "environment",
        ["environmentVariableName"] = "environment variable",
        ["exportId"] = "export",
        ["jobId"] = "job",
        ["labelId"] = "budget override",
        ["modelId"] = "model",
        ["modelMonitoringId"] = "monitored model",
        ["organizationId"] = "organization",
        ["organizationUserId"] = "organization",
        ["path"] = "file",
        ["project"] = "project",
        ["projectId"] = "project",
        ["revisionId"] = "revision",
        ["runId"] = "run",
        ["scheduledJobKey"] = "scheduled job",
        ["snapshotId"] = "snapshot",
        ["tag"] = "tag",
        ["tagId"] = "tag",
        ["tagName"] = "tag",
        ["version"] = "version",
        ["versionId"] = "version",
    };

    /// <summary>Returns the exception for a 404 with the kind and name of the object, or the given one if the request names none.</summary>
    public static DominoApiException Explain(DominoRequest request, DominoApiException refusal)
    {
        if (refusal.StatusCode != System.Net.HttpStatusCode.NotFound)
        {
            return refusal;
        }

        // The server's message may tell which of several objects is missing. Otherwise it is most likely the last one.
        var named = Named(request).ToList();
        var missing = named.FindLast(each => refusal.ServerMessage?.Contains(each.Kind, StringComparison.OrdinalIgnoreCase) == true);
        missing = missing.Name is null ? named.LastOrDefault() : missing;
        return missing.Name is null ? refusal : new DominoNotFoundException(missing.Kind, missing.Name, refusal);
    }

    private static IEnumerable<(string Kind, string Name)> Named(DominoRequest request)
    {
        foreach (var (name, value) in request.Query)
        {
            if (value is not null && Kinds.TryGetValue(name, out var kind))
            {
                yield return (kind, value);
            }
        }

        var places = request.Route.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)].TrimStart('*'));
        var owner = "";
        foreach (var (place, value) in places.Zip(request.Values))
        {
            if (place == "owner")
            {
                owner = value + "/";
            }
            else if (Kinds.TryGetValue(place, out var kind))
            {
                yield return (kind, place == "project" ? owner + value : value);
            }
        }

        if (request.Subject is { } subject)
        {
            yield return subject;
        }
    }
}
