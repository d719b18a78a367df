namespace DominoDataLab.Client.Http;

/// <summary>
/// A verb and route that a method sends: the same constant as the call's, so the two cannot part. Tests and the list
/// of endpoints in the documentation read it; nothing does at run time.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class EndpointAttribute(string route) : Attribute
{
    public string Route { get; } = route;
}
