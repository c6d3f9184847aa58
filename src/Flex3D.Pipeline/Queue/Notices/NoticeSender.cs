using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Flex3D.Pipeline.Queue.Notices;

/// <summary>Delivers notices: runs a command, or posts JSON to an address.</summary>
/// <param name="runs">The folder of the runs.</param>
/// <param name="command">The command; null where there is none.</param>
/// <param name="webhook">The address; null where there is none.</param>
/// <param name="limits">The longest time of a command, and of a post.</param>
/// <param name="settled">Told of the result of each attempt, once, on any thread.</param>
internal sealed class NoticeSender(string runs, ThenCommand? command, Uri? webhook, (TimeSpan Command, TimeSpan Webhook) limits, Func<QueueEvent, Task> settled) : INoticeSender, IDisposable
{
    private const int AtOnce = 4;
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);
    private readonly ConcurrentDictionary<(long Notice, int Attempt), bool> _begun = new();
    private readonly SemaphoreSlim _free = new(AtOnce);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<HttpClient> _client = new(() => new HttpClient { Timeout = limits.Webhook });

    /// <inheritdoc/>
    public void Send(QueueNotice notice, QueueItem item)
    {
        if (_begun.TryAdd((notice.Id, notice.Failures), true))
        {
            _ = Task.Run(() => SendAsync(notice, new NoticeFacts(notice, item, runs)));
        }
    }

    /// <summary>Ends the attempts under way; they are made again by the next process that watches the queue.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private async Task SendAsync(QueueNotice notice, NoticeFacts facts)
    {
        string? failure;
        try
        {
            await _free.WaitAsync(_stop.Token).ConfigureAwait(false);
            try
            {
                failure = notice.Kind == QueueNotice.Command ? await RunAsync(facts).ConfigureAwait(false) : await PostAsync(facts).ConfigureAwait(false);
            }
            finally
            {
                _free.Release();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault) when (fault is Win32Exception or HttpRequestException or OperationCanceledException or InvalidOperationException or IOException)
        {
            failure = fault is OperationCanceledException ? "it took too long" : fault.Message;
        }
        await settled(failure is null ? new QueueEvent.Sent(notice.Id) : new QueueEvent.NotSent(notice.Id, failure)).ConfigureAwait(false);
    }

    private async Task<string?> RunAsync(NoticeFacts facts)
    {
        if (command is null)
        {
            return "no command is named now (--then)";
        }
        IReadOnlyList<string> words = command.For(facts);
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { UseShellExecute = false };
        foreach ((string name, string value) in facts.Values)
        {
            start.Environment[NoticeFacts.VariableOf(name)] = value;
        }
        using Process process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(limits.Command);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return process.ExitCode == 0 ? null : $"{words[0]} ended with exit code {process.ExitCode}";
    }

    private async Task<string?> PostAsync(NoticeFacts facts)
    {
        if (webhook is null)
        {
            return "no address is named now (--webhook)";
        }
        using HttpResponseMessage response = await _client.Value.PostAsJsonAsync(webhook, facts.Values, s_json, _stop.Token).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? null : $"{webhook.Host} answered {(int)response.StatusCode}";
    }
}
