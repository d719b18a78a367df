using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Users;

/// <summary>Lets in the users and organizations that the options name.</summary>
internal sealed class People(LocalDominoOptions options, UserStore users, OrganizationStore organizations, ServerFolders folders)
{
    private readonly Lock _lock = new();

    /// <summary>true if the options name the user, so that the user exists on every start; otherwise, false.</summary>
    public bool IsConfigured(string name) => name == options.UserName || options.Users.Any(user => user.Name == name);

    /// <summary>Adds a user with a new key while the server runs. The user is kept for later starts.</summary>
    /// <exception cref="DomainException">The name is not valid, or it is taken.</exception>
    public UserRow Add(string name, bool isAdministrator)
    {
        lock (_lock)
        {
            if (users.Find(name) is { } known && (known.IsOrganization || users.KeyOf(name) is not null))
            {
                throw DomainException.Conflict($"There is already a user or an organization '{name}'.");
            }

            try
            {
                var user = users.Register(name, null, users.KeyFile(name), isAdministrator);
                users.MarkAdded(user.Id);
                return user;
            }
            catch (ArgumentException e)
            {
                throw DomainException.Invalid(e.Message.Split(" (Parameter")[0]);
            }
        }
    }

    /// <summary>Takes a user's key away.</summary>
    /// <exception cref="DomainException">The user was not found or is configured.</exception>
    public void Remove(string name)
    {
        lock (_lock)
        {
            if (IsConfigured(name))
            {
                throw DomainException.Conflict($"The user '{name}' is part of the server's configuration and cannot be removed.");
            }

            users.Unregister(
                users.Find(name) is { IsOrganization: false } user && users.KeyOf(name) is not null
                    ? user
                    : throw DomainException.NotFound($"The user '{name}' was not found.")
            );
        }
    }

    /// <exception cref="ArgumentException">A name or key can't be used, or is used twice.</exception>
    public void Register()
    {
        users.Register(options.UserName, options.ApiKey, folders.KeyFile, isAdministrator: true);
        foreach (var user in options.Users.Where(user => user.Name != options.UserName))
        {
            users.Register(user.Name, user.ApiKey, users.KeyFile(user.Name), user.IsAdministrator, user.Email);
        }

        foreach (var user in users.Added().Where(user => !IsConfigured(user.Name)))
        {
            users.Register(user.Name, null, users.KeyFile(user.Name), user.IsAdministrator);
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
