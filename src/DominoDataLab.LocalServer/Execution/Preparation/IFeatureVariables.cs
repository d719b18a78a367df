using DominoDataLab.LocalServer.Projects;

namespace DominoDataLab.LocalServer.Execution.Preparation;

/// <summary>The environment variables that a feature adds to Domino's own.</summary>
internal interface IFeatureVariables
{
    /// <summary>Gets the variables of code that runs in a project.</summary>
    IEnumerable<KeyValuePair<string, string>> Of(ProjectRow project);

    /// <summary>Gets the folders that the variables name and that the code may write to. They exist.</summary>
    IEnumerable<string> FoldersOf(ProjectRow project);
}
