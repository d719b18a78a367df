namespace DominoDataLab.Client;

/// <summary>The source of the credential, and the reasons why other sources were skipped. It contains no secrets.</summary>
/// <param name="Source">The chosen source, such as <c>ApiKey option</c> or <c>DOMINO_USER_API_KEY</c>.</param>
/// <param name="Kind">The kind of credential, such as <c>API key</c>.</param>
/// <param name="Skipped">Every other source, in order, and why it was not taken.</param>
public sealed record CredentialDescription(string Source, string Kind, IReadOnlyList<string> Skipped)
{
    /// <summary>One line for the chosen source and one for each other.</summary>
    public override string ToString() => $"{Kind} from {Source}{string.Concat(Skipped.Select(line => Environment.NewLine + "  " + line))}";
}
