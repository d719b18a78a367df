using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Users;

/// <summary>Lets in the users and organizations that the options name.</summary>
internal sealed class People(LocalDominoOptions options, UserStore users, OrganizationStore organizations, ServerFolders folders)
{
    /// <exception cref="ArgumentException">A name or key can't be used, or is used twice.</exception>
    public void Register()
    {
        users.Register(options.UserName, options.ApiKey, folders.KeyFile, isAdministrator: true);
        foreach (var user in options.Users.Where(user => user.Name != options.UserName))
        {
            users.Register(user.Name, user.ApiKey, users.KeyFile(user.Name), user.IsAdministrator, user.Email);
        }

        foreach (var given in options.Organizations)
        {
            if (users.Find(given.Name) is { IsOrganization: false })
            {
                throw new ArgumentException(
                    $"'{given.Name}' is a user of this server; an organization needs another name.",
                    nameof(options)
                );
            }

            var organization = organizations.All().Find(known => known.Name == given.Name) ?? organizations.Create(given.Name);
            foreach (
                var (name, role) in given
                    .Members.Select(name => (name, "Member"))
                    .Concat(given.Administrators.Select(name => (name, "Admin")))
            )
            {
                var user = users.Find(name) is { IsOrganization: false } found
                    ? found
                    : throw new ArgumentException(
                        $"The organization {given.Name} has a member '{name}', who is not a user. Add the user to "
                            + $"LocalDominoOptions.Users.",
                        nameof(options)
                    );
                organizations.SetMember(organization.Id, user.Id, role);
            }
        }
    }
}
