using System.Globalization;
using System.Text;

namespace DominoDataLab.Airflow.Sdk.Protocol;

/// <summary>The position inside a value, kept while the value is written so that an error can name the place.</summary>
internal sealed class ValuePath(string root)
{
    private const int MaxDepth = 200;
    private readonly List<(string? Name, int Index)> _segments = [];

    public void Push(string name) => Push((name, 0));

    public void Push(int index) => Push((null, index));

    public void Pop() => _segments.RemoveAt(_segments.Count - 1);

    public AirflowException Error(string problem) => new($"Could not send {this}: {problem}");

    public override string ToString()
    {
        var text = new StringBuilder(root);
        foreach (var (name, index) in _segments)
        {
            _ = name is null ? text.Append(CultureInfo.InvariantCulture, $"[{index}]") : text.Append('.').Append(name);
        }

        return text.ToString();
    }

    private void Push((string?, int) segment)
    {
        if (_segments.Count == MaxDepth)
        {
            throw Error($"The value is nested more than {MaxDepth} levels deep. Check it for a reference to itself.");
        }

        _segments.Add(segment);
    }
}
