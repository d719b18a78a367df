namespace DominoDataLab.LocalServer.Storage;

/// <summary>A column of the database that is encrypted in the rows whose column <c>is_encrypted</c> is 1.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Key">An expression that is different for each row.</param>
/// <param name="HasSecret">A condition for the rows that hold a secret.</param>
internal sealed record SecretColumn(string Table, string Column, string Key, string HasSecret = "1")
{
    public static IReadOnlyList<SecretColumn> All { get; } =
    [
        new("project_variables", "value", "project_id || '/' || name"),
        new("user_variables", "value", "user_id || '/' || name"),
        new("environment_revisions", "definition", "id", "json_array_length(definition, '$.environmentVariables') > 0"),
        new("data_source_secrets", "secrets", "source_id"),
    ];
}
