package io.chandler.resources.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.ext.javatime.deser.InstantDeserializer;
import tools.jackson.databind.introspect.AnnotatedConstructor;
import tools.jackson.databind.module.SimpleDeserializers;

/**
 * Reads times and records as they are, but in less than half the time: lists, and watches that are behind, do little else.
 */
final class StoredForm extends JacksonModule {

    @Override
    public String getModuleName() {
        return "chandler-stored-form";
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public void setupModule(SetupContext context) {
        context.addDeserializers(new SimpleDeserializers().addDeserializer(Instant.class, new QuickInstant()));
        context.addValueInstantiators(new Records());
    }

    private static final class QuickInstant extends StdScalarDeserializer<Instant> {

        QuickInstant() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) {
            var known = parser.currentToken() == JsonToken.VALUE_STRING
                    ? Times.read(parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength())
                    : null;
            return known == null ? InstantDeserializer.INSTANT.deserialize(parser, context) : known;
        }
    }

    /** Records whose constructor is looked up once, not for each of them. */
    private static final class Records implements ValueInstantiators {

        @Override
        @SuppressWarnings("NullAway") // that there is none is said by null
        public ValueInstantiator findValueInstantiator(
                DeserializationConfig config, BeanDescription.Supplier description) {
            return null;
        }

        @Override
        public ValueInstantiator modifyValueInstantiator(
                DeserializationConfig config, BeanDescription.Supplier description, ValueInstantiator instantiator) {
            return description.getBeanClass().isRecord()
                            && instantiator instanceof StdValueInstantiator standard
                            && standard.getWithArgsCreator() instanceof AnnotatedConstructor constructor
                    ? new Maker(standard, constructor)
                    : instantiator;
        }
    }

    private static final class Maker extends StdValueInstantiator {

        private final transient AnnotatedConstructor constructor;
        /** Made with the first record: a start that reads none need not pay for it. */
        private transient volatile @Nullable MethodHandle handle;

        Maker(StdValueInstantiator standard, AnnotatedConstructor constructor) {
            super(standard);
            this.constructor = constructor;
        }

        @Override
        public Object createFromObjectWith(DeserializationContext context, Object[] arguments) {
            try {
                var known = handle;
                return known == null ? make().invokeExact(arguments) : known.invokeExact(arguments);
            } catch (Error e) {
                throw e;
            } catch (Throwable e) {
                return context.handleInstantiationProblem(getValueClass(), arguments, rewrapCtorProblem(context, e));
            }
        }

        private MethodHandle make() throws IllegalAccessException {
            var made = MethodHandles.lookup()
                    .unreflectConstructor(constructor.getAnnotated())
                    .asFixedArity()
                    .asSpreader(Object[].class, constructor.getParameterCount())
                    .asType(MethodType.methodType(Object.class, Object[].class));
            handle = made;
            return made;
        }
    }
}
