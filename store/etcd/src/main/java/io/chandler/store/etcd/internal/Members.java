package io.chandler.store.etcd.internal;

import io.chandler.resources.StoreOpenException;
import io.chandler.store.etcd.EtcdSettings;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Connections to the members of a cluster, of which one is in use until it fails. Thread-safe. */
final class Members implements AutoCloseable {

    static {
        // Netty would use memory in a way that the JDK warns of.
        if (System.getProperty("io.netty.noUnsafe") == null) {
            System.setProperty("io.netty.noUnsafe", "true");
        }
    }

    /** Tells at each start that there is no native library for sockets, which is not needed; loggers are forgotten unless held. */
    private static final Logger TALKATIVE = Logger.getLogger("io.grpc.netty.TcpMetrics");

    /** Largest answer: some entries of the largest size. */
    private static final int MAXIMUM_ANSWER_BYTES = 16 * 1024 * 1024;

    /** A connection to a member; made when it is first used, and again when it broke. */
    record Member(String name, ManagedChannel channel) {}

    private final List<Member> members = new ArrayList<>();
    private final AtomicInteger current = new AtomicInteger();
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("chandler-etcd-", 0).factory());
    private final EventLoopGroup loop = new NioEventLoopGroup(
            1, Thread.ofPlatform().daemon().name("chandler-etcd").factory());

    /** @throws StoreOpenException if a file for TLS cannot be used */
    Members(EtcdSettings settings) {
        TALKATIVE.setLevel(Level.WARNING);
        try {
            var credentials = credentials(settings);
            for (var member : settings.members()) {
                members.add(new Member(member.toString(), channel(settings, member, credentials)));
            }
        } catch (IllegalArgumentException e) {
            close();
            throw new StoreOpenException(
                    "key of store.url is not the private key of the certificate, in PKCS #8 and PEM format", e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        // Brokers that share a cluster begin at different members.
        current.set(ThreadLocalRandom.current().nextInt(members.size()));
    }

    private ManagedChannel channel(EtcdSettings settings, EtcdSettings.Member member, ChannelCredentials credentials) {
        var builder = NettyChannelBuilder.forAddress(member.host(), member.port(), credentials)
                .executor(executor)
                .eventLoopGroup(loop)
                .channelType(NioSocketChannel.class)
                .disableRetry()
                .maxInboundMessageSize(MAXIMUM_ANSWER_BYTES)
                // Etcd closes connections that ask more often than every five seconds.
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS);
        settings.tls().flatMap(EtcdSettings.Tls::serverName).ifPresent(name -> builder.overrideAuthority(name));
        return builder.build();
    }

    private static ChannelCredentials credentials(EtcdSettings settings) {
        if (settings.tls().isEmpty()) {
            return InsecureChannelCredentials.create();
        }
        var tls = settings.tls().get();
        var builder = TlsChannelCredentials.newBuilder();
        try {
            if (tls.authority().isPresent()) {
                builder.trustManager(certificates("ca", tls.authority().get()).toFile());
            }
            if (tls.identity().isPresent()) {
                var identity = tls.identity().get();
                builder.keyManager(
                        certificates("certificate", identity.certificate()).toFile(),
                        readable("key", identity.key()).toFile());
            }
        } catch (IOException e) {
            throw new StoreOpenException("a file for TLS in store.url cannot be read", e);
        }
        return builder.build();
    }

    /** Checks that a file holds certificates. */
    private static Path certificates(String parameter, Path file) {
        try (var input = Files.newInputStream(readable(parameter, file))) {
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(input)
                    .isEmpty()) {
                throw new CertificateException("empty");
            }
            return file;
        } catch (IOException | CertificateException e) {
            throw new StoreOpenException(parameter + " of store.url holds no certificates in PEM format: " + file, e);
        }
    }

    private static Path readable(String parameter, Path file) {
        if (!Files.isReadable(file)) {
            throw new StoreOpenException(parameter + " of store.url is a file that cannot be read: " + file);
        }
        return file;
    }

    int size() {
        return members.size();
    }

    /** The member in use. */
    Member current() {
        return members.get(current.get());
    }

    /** Goes on to the next member, unless somebody else has done so. */
    void leave(Member failed) {
        int index = members.indexOf(failed);
        current.compareAndSet(index, (index + 1) % members.size());
        // Otherwise a member that was away would be left alone for longer and longer.
        failed.channel().resetConnectBackoff();
    }

    @Override
    public void close() {
        for (var member : members) {
            member.channel().shutdownNow();
        }
        for (var member : members) {
            try {
                member.channel().awaitTermination(2, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        executor.shutdownNow();
        boolean ignored = loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
