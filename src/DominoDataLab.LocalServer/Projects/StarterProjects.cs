using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Users;

namespace DominoDataLab.LocalServer.Projects;

/// <summary>Gives each user a project to begin with, as a Domino deployment does.</summary>
internal sealed class StarterProjects(UserStore users, ProjectStore projects, ProjectFiles files)
{
    private const string Name = "quick-start";

    public void Create()
    {
        foreach (var user in users.All().Where(user => !user.IsOrganization && projects.Find(user.Name, Name) is null))
        {
            projects.Create(user, Name, "A project to begin with", "Public", id => files.Create(id, user.Name, StarterFiles.QuickStart));
        }
    }
}
