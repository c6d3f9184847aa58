using System.Net;
using System.Text;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Queue.Metrics;

/// <summary>Answers <c>GET /metrics</c> and <c>GET /healthz</c> while the queue is watched.</summary>
internal sealed class MetricsServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Func<string> _metrics;
    private readonly Func<string?> _complaint;

    private MetricsServer(HttpListener listener, Func<string> metrics, Func<string?> complaint) => (_listener, _metrics, _complaint) = (listener, metrics, complaint);

    /// <summary>Begins to answer.</summary>
    /// <param name="place">A port, answered to this machine alone, or an address and a port such as <c>0.0.0.0:9469</c>.</param>
    /// <param name="metrics">Makes the page of metrics; called on any thread.</param>
    /// <param name="complaint">Says what is wrong; null where all is well.</param>
    /// <exception cref="InputException">It is no port, or another program uses it.</exception>
    public static MetricsServer Start(string place, Func<string> metrics, Func<string?> complaint)
    {
        var listener = new HttpListener();
        try
        {
            foreach (string prefix in Prefixes(place))
            {
                listener.Prefixes.Add(prefix);
            }
            listener.Start();
        }
        catch (HttpListenerException fault)
        {
            listener.Close();
            throw new InputException("--metrics", null, $"{place}, which cannot be used ({fault.Message})", "a free port of this machine", "name another port, or leave --metrics out", fault);
        }
        var server = new MetricsServer(listener, metrics, complaint);
        _ = server.AnswerAsync();
        return server;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private static string[] Prefixes(string place)
    {
        int colon = place.LastIndexOf(':');
        string host = colon < 0 ? "" : place[..colon].Trim('[', ']');
        if (!ushort.TryParse(place[(colon + 1)..], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ushort port) || port == 0
            || (colon >= 0 && !IPAddress.TryParse(host, out _)))
        {
            throw new InputException("--metrics", null, $"'{place}'", "a port from 1 to 65535, or an address and a port", "--metrics 9469 or --metrics 0.0.0.0:9469, for example");
        }
        return host switch
        {
            "" => [$"http://127.0.0.1:{port}/", $"http://localhost:{port}/"],
            "0.0.0.0" or "::" => [$"http://+:{port}/"],
            _ => [$"http://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}/"],
        };
    }

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                Answer(await _listener.GetContextAsync().ConfigureAwait(false));
            }
            catch (Exception)
            {
                await Task.Yield(); // the asker has left, or the listener is closed; whatever it is, the next one is answered
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        (int code, string type, string text) = (context.Request.HttpMethod, context.Request.Url?.AbsolutePath) switch
        {
            ("GET" or "HEAD", "/metrics") => (200, MetricsPage.ContentType, _metrics()),
            ("GET" or "HEAD", "/healthz") => _complaint() is { } wrong ? (503, "text/plain; charset=utf-8", wrong + "\n") : (200, "text/plain; charset=utf-8", "ok\n"),
            ("GET" or "HEAD", _) => (404, "text/plain; charset=utf-8", "/metrics or /healthz\n"),
            _ => (405, "text/plain; charset=utf-8", "GET\n"),
        };
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using HttpListenerResponse response = context.Response;
        (response.StatusCode, response.ContentType, response.ContentLength64) = (code, type, bytes.Length);
        if (context.Request.HttpMethod != "HEAD")
        {
            response.OutputStream.Write(bytes);
        }
    }
}
