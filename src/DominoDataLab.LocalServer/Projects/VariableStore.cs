using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;
using Microsoft.Data.Sqlite;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>An environment variable; what it is set to is never written out by accident.</summary>
internal sealed record VariableRow(string Name, string Value)
{
    public override string ToString() => Name;
}

/// <summary>The environment variables that projects and users give their executions.</summary>
internal sealed class VariableStore(Database database, Secrets secrets)
{
    private const int MaxBytes = 64 * 1024;

    public List<VariableRow> OfProject(string projectId) =>
        database.List(
            "SELECT name, value, is_encrypted FROM project_variables WHERE project_id = $id ORDER BY name",
            Map,
            ("$id", projectId)
        );

    public List<VariableRow> OfUser(string userId) =>
        database.List("SELECT name, value, is_encrypted FROM user_variables WHERE user_id = $id ORDER BY name", Map, ("$id", userId));

    public void SetOfProject(string projectId, VariableRow variable) =>
        database.Write(
            "INSERT INTO project_variables (project_id, name, value, is_encrypted) VALUES ($id, $name, $value, 1) "
                + "ON CONFLICT DO UPDATE SET value = $value, is_encrypted = 1",
            ("$id", projectId),
            ("$name", variable.Name),
            ("$value", secrets.Protect(variable.Value))
        );

    public void SetOfUser(string userId, VariableRow variable) =>
        database.Write(
            "INSERT INTO user_variables (user_id, name, value, is_encrypted) VALUES ($id, $name, $value, 1) "
                + "ON CONFLICT DO UPDATE SET value = $value, is_encrypted = 1",
            ("$id", userId),
            ("$name", variable.Name),
            ("$value", secrets.Protect(variable.Value))
        );

    public bool RemoveOfProject(string projectId, string name) =>
        database.Write("DELETE FROM project_variables WHERE project_id = $id AND name = $name", ("$id", projectId), ("$name", name)) == 1;

    public void RemoveAllOfUser(string userId) => database.Write("DELETE FROM user_variables WHERE user_id = $id", ("$id", userId));

    /// <summary>Lists the variables of the project and then those of the user. The last one with a name counts.</summary>
    public IEnumerable<VariableRow> InExecution(string projectId, string userId) => [.. OfProject(projectId), .. OfUser(userId)];

    public static VariableRow Check(string name, string value) =>
        name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
            ? throw DomainException.Invalid(
                $"'{name}' is not a valid name of an environment variable. Use a letter, followed by letters, digits and '_'."
            )
        : System.Text.Encoding.UTF8.GetByteCount(value) > MaxBytes
            ? throw DomainException.Invalid($"The value of {name} is longer than {MaxBytes} bytes.")
        : value.Contains('\0') ? throw DomainException.Invalid($"The value of {name} is not valid: it contains a NUL character.")
        : new VariableRow(name, value);

    private VariableRow Map(SqliteDataReader row) => new(row.GetString(0), secrets.Unprotect(row.GetString(1), row.GetInt64(2) == 1));
}
