namespace Flex3D.Pipeline.Serving.Control;

/// <summary>A request that cannot be carried out in the state in which a run, or the server, is.</summary>
/// <param name="status">The status of HTTP that says so, such as 404 or 409.</param>
/// <param name="message">A sentence for the user.</param>
internal sealed class RefusedException(int status, string message) : Exception(message)
{
    /// <summary>The status of HTTP.</summary>
    public int Status => status;
}
