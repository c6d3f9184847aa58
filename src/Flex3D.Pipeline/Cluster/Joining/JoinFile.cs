using System.Text.Json;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Cluster.Joining;

/// <summary>The file by which workers on a shared file system find the head of a run: <c>cluster.json</c> in its folder. Only its owner may read it if it holds the secret; it is deleted when the run ends.</summary>
/// <param name="Address">Where the head listens.</param>
/// <param name="Secret">The secret; null if it was given to the head as a file, and is to be given to the workers so, too.</param>
internal sealed record JoinFile(ClusterAddress Address, ClusterSecret? Secret)
{
    private const string Name = "cluster.json";

    private sealed record Content(string Host, int Port, string? Secret);

    /// <summary>Returns the path of a run's file.</summary>
    public static string Of(string run) => Path.Combine(run, Name);

    /// <summary>Writes the file.</summary>
    public void Write(string run)
    {
        string path = Of(run), part = path + ".part";
        Delete(run);
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(new Content(Address.Host, Address.Port, Secret?.ToText()));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && Secret is not null)
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using (var file = new FileStream(part, options))
        {
            file.Write(text);
        }
        Storage.Current.Rename(part, path);
    }

    /// <summary>Deletes a run's file, if there is one.</summary>
    public static void Delete(string run)
    {
        Storage.Current.Delete(Of(run) + ".part");
        Storage.Current.Delete(Of(run));
    }

    /// <summary>Whether two files are of the same head.</summary>
    public bool IsOf(JoinFile other) => Address == other.Address && Secret?.ToText() == other.Secret?.ToText();

    /// <summary>Reads the file at a path, or in a run folder at it; null if it is not there.</summary>
    /// <exception cref="InputException">It is not what a head wrote.</exception>
    public static JoinFile? Read(string path)
    {
        string file = Storage.Current.FileExists(path) ? path : Of(path); // a run folder may not be there yet
        try
        {
            Content content = JsonSerializer.Deserialize<Content>(Storage.ReadAll(file)) ?? throw new JsonException("null");
            return new(ClusterAddress.Parse($"{content.Host}:{content.Port}", file, needsPort: true), content.Secret is { } secret ? ClusterSecret.OfText(secret, file) : null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (IOException) when (file != path && Storage.Current.FileExists(path))
        {
            return null; // it is a file that was not there before
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException(file, null, "a file that this user may not read", "the file of a head of the same user, who alone may read the secret in it", "run head and workers as one user, or give --secret FILE to both", e);
        }
        catch (JsonException e)
        {
            throw new InputException(file, null, e.Message, "what the head of a run wrote", "name the file cluster.json of a run that was started with --cluster", e);
        }
    }
}
